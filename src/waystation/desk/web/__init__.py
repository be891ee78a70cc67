"""What all pages share: headers, sessions, forms made from fields, errors, words."""
