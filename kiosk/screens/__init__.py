"""One module a screen; each draws the state it is given and calls the desk back."""
