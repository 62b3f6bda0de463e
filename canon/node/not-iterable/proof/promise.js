const list = async () => [{ name: 'Ada' }];
async function main() {
  const value = list();
  for (const user of value) console.log(user.name.toUpperCase());
}
main();
