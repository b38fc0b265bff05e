"""A finished run read back: mentions in their sentences, explanations, concordance and concept table."""
