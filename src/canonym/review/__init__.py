"""The review page: a local web application in which a person decides the doubtful renderings of a finished run.

questions      what is to be decided: equal cases together, the most valuable first
passages       the sentences in which a title stands, in the report's language and in the pivot language
office_search  search over the names of all offices in all languages
answers        from the fields of a form to a judgement in the file
guard          who may talk to the server: this machine, with the token, from the page itself
pages          what each address shows and does
server         the application on a loopback port
"""
