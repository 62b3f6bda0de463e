interface User {
  name: string;
  email?: string;
}
const user: User = { name: 'Ada' };
const host = (one: User) => one.email.split('@')[1];
try {
  console.log(host(user));
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
}
export {};
