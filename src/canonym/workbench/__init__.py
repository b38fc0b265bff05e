"""The workbench: a local web application on one run. See, search, decide, download, run again.

`application.py` has the addresses, `workbench_pages.py` and `run_pages.py` what each shows, `bench.py` the run on the
bench, `views.py` and `run_lists.py` what is asked of its database, `running.py` a run in work. The pages on which
renderings are decided are those of `review/`.
"""
