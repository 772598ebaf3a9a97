"""The layers a bureau would hold, made from the covered ground."""
