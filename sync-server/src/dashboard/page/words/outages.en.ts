export const outagesEn = {};
