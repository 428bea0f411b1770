"""The inspector: one delivery with its attempts, answers and receipts."""
