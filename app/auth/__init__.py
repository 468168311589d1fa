"""Who is asking; never what they may see."""
