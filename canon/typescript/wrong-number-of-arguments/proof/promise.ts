const done = new Promise<number>((resolve) => {
  resolve();
});
done.then(() => console.log('done'));
