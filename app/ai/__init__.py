"""The models that answer, behind one protocol; nothing here knows Redis or HTTP routes."""
