/** A name as it is compared when somebody looks for it: case, spaces, dashes and underscores aside. */
export const nameKey = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_\-\u2010-\u2015]+/g, '')
