"""Mail merge: a .docx with fields, one letter a contact, as .docx or PDF (RF-11; docs/adr/0009)."""
