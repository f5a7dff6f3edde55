import { expect } from "chai";
import { elementSymbols, elements } from "../../src/domain/elements.ts";

// Standard atomic weights (IUPAC), and how many atoms of element and oxygen the traded oxide has.
const oxygen = 15.999;
const oxides: Record<string, [weight: number, atoms: number, oxygens: number]> = {
  Sc: [44.955908, 2, 3],
  Y: [88.905838, 2, 3],
  La: [138.90547, 2, 3],
  Ce: [140.116, 1, 2],
  Pr: [140.90766, 6, 11],
  Nd: [144.242, 2, 3],
  Pm: [145, 2, 3],
  Sm: [150.36, 2, 3],
  Eu: [151.964, 2, 3],
  Gd: [157.25, 2, 3],
  Tb: [158.925354, 4, 7],
  Dy: [162.5, 2, 3],
  Ho: [164.930329, 2, 3],
  Er: [167.259, 2, 3],
  Tm: [168.934219, 2, 3],
  Yb: [173.045, 2, 3],
  Lu: [174.9668, 2, 3],
};

describe("elements", () => {
  it("are the seventeen rare earths in the order of every composition vector", () => {
    expect(elementSymbols.join(" ")).to.equal("Sc Y La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu");
    expect(elements.map(({ symbol }) => symbol)).to.deep.equal([...elementSymbols]);
  });

  it("have oxide factors that follow from atomic weights", () => {
    for (const { symbol, oxide, oxideFactor } of elements) {
      const [weight, atoms, oxygens] = oxides[symbol] ?? [0, 0, 0];
      const exact = (10_000 * (atoms * weight + oxygens * oxygen)) / (atoms * weight);
      expect(Math.abs(oxideFactor - exact), symbol).to.be.at.most(1);
      expect(oxide, symbol).to.match(new RegExp(`^${symbol}${atoms === 1 ? "" : atoms}O${oxygens}$`));
    }
  });
});
