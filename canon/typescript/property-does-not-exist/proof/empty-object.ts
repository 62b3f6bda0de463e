const state = {};
state.count = 1;
console.log(state.count);
