"""Lists of contacts: who may do what with them, who is in them, what is asked of their owners (RF-10, RF-12)."""
