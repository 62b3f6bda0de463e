class Task:
    def run(self, text, loud=False):
        return text.upper() if loud else text


class Timed(Task):
    def run(self, text):
        return super().run(text)


print(Timed().run("done", loud=True))
