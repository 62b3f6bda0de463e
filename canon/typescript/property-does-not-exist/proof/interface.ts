interface User {
  name: string;
}
const load = (): User => JSON.parse('{ "name": "Ada", "email": "ada@example.org" }');
const user = load();
console.log(user.name, user.email);
