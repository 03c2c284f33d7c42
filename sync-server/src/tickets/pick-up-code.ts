/** As people read it out and type it: `K7QM-2XRA`. */
export const showPickUpCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;
