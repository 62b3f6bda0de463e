let root = null;
for (let depth = 0; depth < 100000; depth++) root = { depth, children: root ? [root] : [] };
const count = (node) => 1 + node.children.reduce((sum, child) => sum + count(child), 0);
console.log(count(root));
