{
  description = "Your Spotify podcasts in the terminal";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixpkgs-unstable";

  outputs = { self, nixpkgs }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = nixpkgs.lib.genAttrs systems;
    in
    {
      packages = each (system: rec {
        spotpods-tui = nixpkgs.legacyPackages.${system}.callPackage ./package.nix { };
        default = spotpods-tui;
      });
      overlays.default = final: _: { spotpods-tui = final.callPackage ./package.nix { }; };
    };
}
