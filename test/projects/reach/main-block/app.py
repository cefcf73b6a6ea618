import gablet

if __name__ == "__main__":
    import gablet.entry
