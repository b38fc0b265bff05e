"""What can go wrong in a translated sentence: numbers, dates, units, names, language, repetition."""
