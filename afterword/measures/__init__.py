"""Score questionnaires. Pure: no Django, no clients, no advice, no diagnosis."""
