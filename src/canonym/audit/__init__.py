"""The audit: what is wrong in a finished run, with its cause, as a page, tables and an exit code.

finding_codes         the kinds of findings as data (codes.yaml), and the severities that the configuration gives them
finding               one finding: code, severity, place, explanation, remedy
title_findings        findings about offices and terms, report by report
name_findings         persons and places that are spelt in two ways
translation_findings  findings about languages and translations
audited_run           a run's folder -> everything that the audit shows
baseline              what an earlier audit found already
figures               counts by office, by language and by cause; agreement with gold
finding_tables        findings as Markdown, CSV, JSON and a spreadsheet
marked_report         the text of a report with its titles marked, source and canonical
pictures              bars and the curve of trust as inline SVG
audit_page            the page, from templates/
audit_files           the files of an audit
"""
