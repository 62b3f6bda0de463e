interface User { name: string; age: number }
function greet(user: User) { return user.name + ' ' + user.age.toFixed(0); }
export const text = greet({ name: 'Ada' });
