import { h } from 'vue';
export default { setup() {
  const number = Math.random();
  return () => h('p', `Number: ${number}`);
} };
