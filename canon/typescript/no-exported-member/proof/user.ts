export interface User {
  name: string;
}

export default function greet(user: User): string {
  return 'hello ' + user.name;
}

function shout(text: string): string {
  return text.toUpperCase();
}

export const names = [shout('Ada')];
