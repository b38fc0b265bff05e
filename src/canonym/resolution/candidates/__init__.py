"""The offices that a title may denote: its words read as every body that they can speak for."""
