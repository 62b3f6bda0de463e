import { h } from 'vue';
export default { setup: () => () => h('p', `Width: ${globalThis.window?.innerWidth ?? 'unknown'}`) };
