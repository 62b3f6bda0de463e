import { h } from 'vue';
export default { render: () => h('table', [h('tr', [h('td', 'cell')])]) };
