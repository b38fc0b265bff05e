"""The Reconciliation Service API 0.2 of the W3C over glossary packs, for OpenRefine and other clients."""
