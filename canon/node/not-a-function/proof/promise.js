const users = async () => [{ name: 'Ada' }];
async function main() {
  const names = users().map((user) => user.name);
  console.log(names.join());
}
main();
