const load = async () => ({ address: { city: 'London' } });
let city;
async function main() {
  const user = load();
  city = user.address.city;
  console.log(city.toUpperCase());
}
main().catch((error) => {
  console.error(error.stack);
  process.exit(1);
});
