"""The features of which a decision is made, and the facts that they are about: declared here, computed elsewhere."""
