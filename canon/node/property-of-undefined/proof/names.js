const response = { data: { user: { name: 'Ada' } } };
let name;
const read = () => {
  name = response.user.name;
};
read();
console.log(name.toUpperCase());
