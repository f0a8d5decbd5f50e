"""Say a whole answer in plain sentences, from what ``gathering`` collects."""
