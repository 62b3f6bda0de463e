export interface Options { value: string }
declare global {
  namespace Things {
    type Attributes<T> = { [K in keyof T]: T[K] };
  }
}
