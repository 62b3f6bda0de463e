const users = { 1: { name: 'Ada', address: { city: 'London' } } };
let city;
function find(id) {
  city = users[id].address.city;
}
find(2);
console.log(city.toUpperCase());
