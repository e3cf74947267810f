"""Short forms of given names, French and English, and the name each stands for."""


def _table(text: str) -> dict[str, str]:
    """`claude claudie; …`: the name first, its short forms after it."""
    found: dict[str, str] = {}
    for entry in text.replace("\n", " ").split(";"):
        name, *short = entry.split()
        found |= dict.fromkeys(short, name.replace("_", " "))
    return found


_SHORT = _table("""
jean_baptiste jeanba jb; jean_francois jeff jf; jean_pierre jp; jean_claude jc; jean_marc jm; jean_michel jeanmi;
jean_luc jl; jean_philippe; jean_paul; marie_christine; marie_claude; marie_france;
philippe phil; christophe chris; alexandre alex alexis; frederic fred fredo; stephane steph; benjamin ben benji;
nicolas nico; thomas tom; mathieu mat matt; guillaume guigui; sebastien seb; vincent vince; maximilien max;
maxime max; gregory greg; gregoire greg; laurent lolo; emmanuel manu; jerome jej; dominique dom; bernard nanard;
daniel dany dan danny; patrick pat; antoine tony toine; francois fanfan; mohamed momo mohammed mouhamed mohammad;
valerie val; catherine cathy cathie kate; veronique vero; isabelle isa; nathalie nath; sandrine sandy;
caroline caro; delphine delph; virginie virg; elisabeth babeth zabeth lisa liz beth eliza elizabeth;
frederique fred; florence flo; christine chris kris; christelle chris; josephine jo; genevieve ginette;
severine seve; stephanie steph; anne_laure; anne_marie annemarie; anne_sophie annso; sophie soph;
marguerite margot; madeleine mado; jacqueline jackie; emilie milie; amelie; alexandra alex sandra;
gabrielle gaby; gabriel gaby; edouard ed eddy; theodore theo; ludovic ludo; raphael raph; michel mich mitch;
william bill billy will willy liam; robert bob bobby rob robbie; richard dick rick ricky rich;
james jim jimmy jamie;
john jack johnny jon; joseph joe joey; michael mike mick mickey; thomas tommy; matthew matty; andrew andy drew;
anthony tony; charles charlie chuck; christopher chris kit; david dave davey; edward ted eddie ned; george georgie;
henry harry hank; joshua josh; samuel sam sammy; samantha sam; timothy tim; peter pete; nicholas nick nicky;
patricia pat patty trish; margaret maggie meg peggy; jennifer jen jenny; katherine kathy katie kat;
rebecca becky bec; jessica jess jessie; susan sue suzy; deborah deb debbie; victoria vicky tori;
isabella bella izzy; abigail abby; emily em emmy; benedict ben; zachary zach zac; cameron cam;
lachlan lachie; alexander sandy
""")


def full_form(given: str) -> str:
    """`phil` -> `philippe`; a name that is no short form as it is."""
    return _SHORT.get(given, given)
