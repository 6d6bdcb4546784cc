/** At most `length` code points; cutting a surrogate pair in half would make a value that neither platform stores. */
export const cut = (text: string, length: number): string => Array.from(text).slice(0, length).join('')
