import multiprocessing


def main():
    def work():
        print("done")

    context = multiprocessing.get_context("spawn")
    process = context.Process(target=work)
    process.start()
    process.join()
    assert process.exitcode == 0


if __name__ == "__main__":
    main()
