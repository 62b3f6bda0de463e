function greet(name: string, times: number): string {
  return name.repeat(times);
}

if (!greet('Ada').startsWith('Ada')) throw new Error('greet');
