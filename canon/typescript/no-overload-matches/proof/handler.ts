function on(event: 'open', handler: (ok: boolean) => void): void;
function on(event: 'message', handler: (text: string) => void): void;
function on(event: string, handler: (value: never) => void): void {
  (handler as (value: unknown) => void)(event === 'open' ? true : '7');
}
on('message', (n: number) => console.log(n.toFixed(1)));
declare const console: { log(text: string): void };
