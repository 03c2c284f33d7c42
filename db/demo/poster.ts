export function drawPoster(film: { title: string }): string { return `<svg>${film.title.length}</svg>`; }
