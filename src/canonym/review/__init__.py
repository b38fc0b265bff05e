"""The review page: a local web application in which a person decides the doubtful renderings of a finished run.

questions    what is to be decided: equal cases together, the most valuable first
passages     the sentences in which a title stands, in the report's language and in the pivot language
offices      search over the names of all offices in all languages
visible      text of reports as markup that can do nothing
guard        who may talk to the server: this machine, with the token, from the page itself
pages        what each address shows and does
server       the application on a loopback port
"""
