"""Everything that turns a picture or a burst of keys into the text of an invitation."""
