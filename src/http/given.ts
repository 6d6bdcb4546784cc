type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Without what is undefined: a filter that was not given is none. */
export const given = <T extends object>(values: T): Partial<Given<T>> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<Given<T>>
