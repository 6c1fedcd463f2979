const DIGITS =
  "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";

type Rgb = [number, number, number];

function number83(text: string): number {
  let value = 0;
  for (const digit of text) value = value * 83 + DIGITS.indexOf(digit);
  return value;
}

function toLight(value: number): number {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function toByte(light: number): number {
  const part = Math.min(Math.max(light, 0), 1);
  const value = part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055;
  return Math.round(value * 255);
}

function evenColour(value: number): Rgb {
  return [toLight(value >> 16), toLight((value >> 8) & 255), toLight(value & 255)];
}

function wave(value: number, scale: number): Rgb {
  const part = (step: number) => {
    const bent = (step - 9) / 9;
    return Math.sign(bent) * bent * bent * scale;
  };
  return [part(Math.floor(value / 361)), part(Math.floor(value / 19) % 19), part(value % 19)];
}

/**
 * The colours of a BlurHash as red, green, blue and full opacity, row by row; null when it is none.
 * A few pixels suffice: whoever draws them large blurs them.
 */
export function blurhashPixels(
  hash: string,
  width: number,
  height: number,
): Uint8ClampedArray<ArrayBuffer> | null {
  const size = number83(hash.slice(0, 1));
  const across = (size % 9) + 1;
  const down = Math.floor(size / 9) + 1;
  if (hash.length !== 4 + 2 * across * down || [...hash].some((it) => !DIGITS.includes(it))) {
    return null;
  }
  const scale = (number83(hash.slice(1, 2)) + 1) / 166;
  const waves: Rgb[] = [evenColour(number83(hash.slice(2, 6)))];
  for (let at = 6; at < hash.length; at += 2) {
    waves.push(wave(number83(hash.slice(at, at + 2)), scale));
  }
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const sum: Rgb = [0, 0, 0];
      waves.forEach(([red, green, blue], index) => {
        const row = Math.cos((Math.PI * y * Math.floor(index / across)) / height);
        const weight = row * Math.cos((Math.PI * x * (index % across)) / width);
        sum[0] += red * weight;
        sum[1] += green * weight;
        sum[2] += blue * weight;
      });
      pixels.set([...sum.map(toByte), 255], (y * width + x) * 4);
    }
  }
  return pixels;
}
