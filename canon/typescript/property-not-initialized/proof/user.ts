export class User {
  name: string;
  constructor() {}
  load() {
    this.name = 'Ada';
  }
}
const user = new User();
user.load();
if (user.name !== 'Ada') throw new Error('not loaded');
