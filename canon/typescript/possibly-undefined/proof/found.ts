interface User {
  name: string;
}
const users: User[] = [{ name: 'Ada' }];
const user = users.find((one) => one.name === 'Bob');
const shout = () => user.name.toUpperCase();
try {
  console.log(shout());
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
}
export {};
