"""The audit: what is wrong in a finished run, with its cause, as a page, tables and an exit code.

codes        the kinds of findings as data (codes.yaml), and the severities that the configuration gives them
finding      one finding: code, severity, place, explanation, remedy
titles       findings about offices and terms, report by report
names        persons and places that are spelt in two ways
translated   findings about languages and translations
collecting   a run's folder -> everything that the audit shows
baseline     what an earlier audit found already
figures      counts by office, by language and by cause; agreement with gold
tables       findings as Markdown, CSV, JSON and a spreadsheet
marking      the text of a report with its titles marked, source and canonical
pictures     bars and the curve of trust as inline SVG
page         the page, from templates/
writing      the files of an audit
"""
