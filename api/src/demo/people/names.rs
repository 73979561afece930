//! Names, our own choice: frequent ones, put together at random, so that they name nobody.

/// Where somebody's family comes from: how they are called and where they were born.
#[derive(Debug)]
pub(super) struct Origin {
    /// The ISTAT code of the citizenship.
    pub(super) citizenship: &'static str,
    /// Belfiore codes of places of birth.
    pub(super) birthplaces: &'static [&'static str],
    /// Given names of women.
    pub(super) women: &'static [&'static str],
    /// Given names of men.
    pub(super) men: &'static [&'static str],
    /// Family names.
    pub(super) families: &'static [&'static str],
}

/// People born abroad.
pub(super) const FOREIGN: [Origin; 12] = [
    Origin {
        citizenship: "235",
        birthplaces: &["Z129"],
        women: &[
            "Alina",
            "Andreea",
            "Cristina",
            "Daniela",
            "Elena",
            "Ioana",
            "Mihaela",
            "Oana",
            "Simona",
            "Ștefania",
        ],
        men: &[
            "Adrian",
            "Alexandru",
            "Bogdan",
            "Constantin",
            "Cristian",
            "Florin",
            "Ionuț",
            "Mihai",
            "Ștefan",
            "Vasile",
        ],
        families: &[
            "Bălan",
            "Dumitrescu",
            "Ionescu",
            "Lazăr",
            "Munteanu",
            "Popa",
            "Popescu",
            "Rusu",
            "Stoica",
            "Ungureanu",
        ],
    },
    Origin {
        citizenship: "436",
        birthplaces: &["Z330"],
        women: &[
            "Amina",
            "Fatima Zahra",
            "Hanane",
            "Khadija",
            "Latifa",
            "Naima",
            "Rachida",
            "Samira",
        ],
        men: &[
            "Abdelilah",
            "Brahim",
            "Hamid",
            "Hassan",
            "Khalid",
            "Mustapha",
            "Rachid",
            "Youssef",
        ],
        families: &[
            "Alaoui",
            "Ben Ali",
            "Benjelloun",
            "Bouazza",
            "Chakir",
            "El Amrani",
            "El Fassi",
            "Idrissi",
            "Naciri",
            "Tazi",
        ],
    },
    Origin {
        citizenship: "201",
        birthplaces: &["Z100"],
        women: &[
            "Albana", "Anila", "Brunilda", "Elona", "Entela", "Mirela", "Valbona",
        ],
        men: &[
            "Agim", "Arben", "Artan", "Besnik", "Dritan", "Ilir", "Klodian",
        ],
        families: &[
            "Çela", "Dervishi", "Gjoka", "Hoxha", "Kola", "Leka", "Marku", "Prifti", "Shehu",
        ],
    },
    Origin {
        citizenship: "615",
        birthplaces: &["Z611"],
        women: &[
            "Carmen Rosa",
            "Flor de María",
            "Lourdes",
            "Milagros",
            "Rosario",
            "Ysabel",
        ],
        men: &[
            "César Augusto",
            "Jhon",
            "Jorge Luis",
            "José Antonio",
            "Óscar",
            "Wilfredo",
        ],
        families: &[
            "Chávez Rojas",
            "Flores Díaz",
            "García Muñoz",
            "Huamán",
            "Núñez Vega",
            "Quispe Mamani",
        ],
    },
    Origin {
        citizenship: "443",
        birthplaces: &["Z335"],
        women: &[
            "Blessing",
            "Blessing Oghenekevwe",
            "Esther",
            "Faith",
            "Joy",
            "Patience",
            "Precious",
        ],
        men: &["Chinedu", "Emeka", "Festus", "Godwin", "Kelvin", "Sunday"],
        families: &[
            "Adeyemi", "Chukwu", "Eze", "Igbinosa", "Nwosu", "Okafor", "Osagie",
        ],
    },
    Origin {
        citizenship: "419",
        birthplaces: &["Z336"],
        women: &["Dina", "Heba", "Mariam", "Nermin", "Samah"],
        men: &["Ahmed", "Karim", "Mahmoud", "Mina", "Mohamed", "Tarek"],
        families: &[
            "Abdelrahman",
            "Eissa",
            "El Sayed",
            "Hanna",
            "Mansour",
            "Saad",
        ],
    },
    Origin {
        citizenship: "314",
        birthplaces: &["Z210"],
        women: &["Fang", "Li", "Meiling", "Xiaoyan", "Yan"],
        men: &["Bo", "Jun", "Lei", "Wei", "Zhiwei"],
        families: &["Chen", "Hu", "Li", "Lin", "Wang", "Wu", "Zhang", "Zhou"],
    },
    Origin {
        citizenship: "243",
        birthplaces: &["Z138", "Z135"],
        women: &[
            "Iryna", "Kateryna", "Ludmyla", "Nataliya", "Oksana", "Svitlana",
        ],
        men: &["Andriy", "Mykola", "Oleksandr", "Serhiy", "Vasyl"],
        families: &[
            "Bondarenko",
            "Kovalenko",
            "Melnyk",
            "Petrenko",
            "Shevchuk",
            "Tkachenko",
        ],
    },
    Origin {
        citizenship: "450",
        birthplaces: &["Z343"],
        women: &["Aïssatou", "Awa", "Fatou", "Ndeye"],
        men: &["Abdou", "Cheikh", "Mamadou", "Modou", "Ousmane"],
        families: &["Diagne", "Diop", "Fall", "Gueye", "N'Diaye", "Sarr"],
    },
    Origin {
        citizenship: "305",
        birthplaces: &["Z249"],
        women: &["Fahima", "Nasrin", "Rokeya", "Shirin"],
        men: &["Abdul", "Md Rafiqul", "Mizanur", "Shahidul"],
        families: &["Ahmed", "Begum", "Hossain", "Islam", "Miah", "Rahman"],
    },
    Origin {
        citizenship: "301",
        birthplaces: &["Z200"],
        women: &["Farzana", "Laila", "Zahra"],
        men: &["Hamid", "Jawad", "Mirwais", "Zabihullah"],
        families: &["Ahmadi", "Haidari", "Noori", "Rahimi"],
    },
    Origin {
        citizenship: "271",
        birthplaces: &["Z118"],
        women: &["Biljana", "Dragana", "Jelena", "Snežana"],
        men: &["Dejan", "Goran", "Miloš", "Zoran"],
        families: &["Đorđević", "Ilić", "Jovanović", "Petrović", "Stanković"],
    },
];

/// Who asks for protection gets a provisional code first: the States of these people.
pub(super) const SEEKERS: [usize; 3] = [4, 8, 10];
